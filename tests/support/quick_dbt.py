"""dbt for a process that runs it again and again: what dbt does anew for every run or node is done once. Its results stay the same."""

from __future__ import annotations

import gc

from dbt.clients.jinja import MacroGenerator
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt_common.clients.jinja import MacroFuzzEnvironment
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.tests import enable_test_caching


def compile_templates_once() -> None:
    """Within one process each text is parsed and compiled once."""
    enable_test_caching()  # dbt's own switch for its tests: texts of macros are parsed once
    compiled, compile_template = {}, MacroFuzzEnvironment.compile

    def compile_once(self, source, name=None, filename=None, raw=False, defer_init=False):
        if not isinstance(source, str):
            return compile_template(self, source, name, filename, raw, defer_init)
        key = (type(self), tuple(self.extensions), source, name, filename, raw, defer_init)
        if key not in compiled:
            compiled[key] = compile_template(self, source, name, filename, raw, defer_init)
        return compiled[key]

    MacroFuzzEnvironment.compile = compile_once


def fire_no_debug_events() -> None:
    """dbt writes thousands of messages for a log file that no test has; a message for nobody is not made."""
    fire_event = EventManager.fire_event

    def fire_what_is_seen(self, e, level=None, node=None, force_warn_or_error_handling=False):
        if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
            fire_event(self, e, level=level, node=node, force_warn_or_error_handling=force_warn_or_error_handling)

    EventManager.fire_event = fire_what_is_seen


class Found(MacroNamespace):
    """dbt's namespace, which answers from one mapping where dbt's own searches five of them."""

    def __init__(self, *namespaces):
        super().__init__(*namespaces)
        self.found = {}
        for namespace in reversed(list(self._search_order())):
            self.found |= namespace

    def __iter__(self):
        return iter(self.found)

    def keys(self):
        return self.found.keys()

    def __getitem__(self, key):
        return self.found[key]


class Sorted:
    """The macros of a manifest as the nodes of one package find them."""

    def __init__(self, namespace: MacroNamespace):
        flat = [*namespace.packages.values(), namespace.global_project_namespace]
        self.generators = list({id(found): found for names in flat for found in names.values()}.values())
        places = {id(found): place for place, found in enumerate(self.generators)}

        def placed(names):
            return {name: places[id(found)] for name, found in names.items()}

        self.root, self.own, self.internal = map(
            placed, (namespace.global_namespace, namespace.local_namespace, namespace.global_project_namespace)
        )
        self.packages = {package: placed(names) for package, names in namespace.packages.items()}

    def of_context(self, context, node, stack) -> MacroNamespace:
        """The same macros, to be called in another context."""
        bound = []
        for found in self.generators:
            generator = MacroGenerator.__new__(MacroGenerator)
            generator.__dict__ = {"macro": found.macro, "context": context, "node": node, "stack": stack}
            bound.append(generator)

        def named(places):
            return {name: bound[place] for name, place in places.items()}

        packages = {package: named(places) for package, places in self.packages.items()}
        return Found(named(self.root), named(self.own), named(self.internal), packages)


def sort_macros_once() -> None:
    """dbt puts a thousand macros into their namespaces for every node and every call of a macro. They are the same throughout a run.

    From 1.12 on it looks for the macros that are called, and has no `add_macros`.
    """
    if not hasattr(MacroNamespaceBuilder, "add_macros"):
        return
    build, kept = MacroNamespaceBuilder.build_namespace, {}

    def build_namespace(self, macros_by_package, context):
        key = (id(macros_by_package), self.root_package, self.search_package, tuple(self.internal_package_names_order))
        if key not in kept:
            if len(kept) > 8:
                kept.clear()
            # The macros are kept with the answer, so that no others get their id.
            kept[key] = (macros_by_package, Sorted(build(self, macros_by_package, context)))
        return kept[key][1].of_context(context, self.node, self.thread_ctx)

    MacroNamespaceBuilder.build_namespace = build_namespace


def make_dbt_quick() -> None:
    compile_templates_once()
    fire_no_debug_events()
    sort_macros_once()
    # A build makes millions of short-lived objects beside a large manifest, which Python would search for garbage again and again.
    gc.set_threshold(200_000, 20, 100)
