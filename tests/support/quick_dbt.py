"""dbt for a process that runs it again and again: what dbt does anew for every run or node is done once. Its results stay the same."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from functools import cache

from dbt.clients.jinja import MacroGenerator
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.context.manifest import ManifestContext
from dbt_common.clients import agate_helper, jinja
from dbt_common.clients.jinja import BaseMacroGenerator, MacroFuzzEnvironment
from dbt_common.dataclass_schema import dbtClassMixin
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel, TestLevel
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


def make_environments_once() -> None:
    """For every text dbt makes an environment of Jinja. But for those that note for which node a macro is missing they are all the same."""
    get_environment = jinja.get_environment
    environment = cache(lambda native: get_environment(native=native))

    def get_same_environment(node=None, capture_macros=False, native=False):
        return get_environment(node, capture_macros, native) if capture_macros else environment(native)

    jinja.get_environment = get_same_environment


def fire_no_debug_events() -> None:
    """dbt writes thousands of messages for a log file that no test has; a message for nobody is not made."""
    fire_event, fill = EventManager.fire_event, BaseEvent.__init__

    def fill_what_is_seen(self, *args, **kwargs):
        if not isinstance(self, (DebugLevel, TestLevel)):
            fill(self, *args, **kwargs)

    def fire_what_is_seen(self, e, level=None, node=None, force_warn_or_error_handling=False):
        if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
            fire_event(self, e, level=level, node=node, force_warn_or_error_handling=force_warn_or_error_handling)

    BaseEvent.__init__, EventManager.fire_event = fill_what_is_seen, fire_what_is_seen


def make_type_testers_once() -> None:
    """For every result of a query dbt makes a parser of dates with its tables of words. It is the same for columns of the same types."""
    build = agate_helper.build_type_tester

    @cache
    def of_columns(text_columns, string_null_values):
        return build(text_columns, string_null_values)

    def build_type_tester(text_columns, string_null_values=("null", "")):
        return of_columns(frozenset(text_columns), tuple(string_null_values))

    agate_helper.build_type_tester = build_type_tester
    # Where a statement has no result, dbt keeps a table without columns. Nobody adds any: agate's tables do not change.
    agate_helper.empty_table = cache(agate_helper.empty_table)


class Lazy(dict):
    """A dict that gets a value when its name is first looked for. `names` are all that `find` has a value for."""

    def __init__(self, names=(), find=None):
        self.names, self.find = names, find

    def __missing__(self, name):
        if name not in self.names:
            raise KeyError(name)
        found = self[name] = self.find(name)
        return found

    def __contains__(self, name) -> bool:
        return dict.__contains__(self, name) or name in self.names

    def __iter__(self):
        return iter({**dict.fromkeys(dict.keys(self)), **dict.fromkeys(self.names)})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return bool(self.names) or dict.__len__(self) > 0

    keys, values, items, get = Mapping.keys, Mapping.values, Mapping.items, Mapping.get


class Found(Lazy, MacroNamespace):
    """dbt's namespace as one mapping, where dbt's own searches five of them for every name."""

    def __init__(self, names, *namespaces):
        MacroNamespace.__init__(self, *namespaces)
        Lazy.__init__(self, names, lambda name: MacroNamespace.__getitem__(self, name))


class Sorted:
    """The macros of a manifest as the nodes of one package find them."""

    def __init__(self, namespace: MacroNamespace):
        def named(generators):
            return {name: generator.macro for name, generator in generators.items()}

        self.names = namespace._keys()
        self.root, self.own, self.internal = map(
            named, (namespace.global_namespace, namespace.local_namespace, namespace.global_project_namespace)
        )
        self.packages = {package: named(generators) for package, generators in namespace.packages.items()}

    def of_context(self, context, node, stack) -> MacroNamespace:
        """The same macros, to be called in another context: a model calls few of them."""
        generators = {}

        def bound(macro):
            if id(macro) not in generators:
                generators[id(macro)] = MacroGenerator(macro, context, node, stack)
            return generators[id(macro)]

        def named(macros):
            return Lazy(macros, lambda name: bound(macros[name]))

        packages = {package: named(macros) for package, macros in self.packages.items()}
        return Found(self.names, named(self.root), named(self.own), named(self.internal), packages)


def make_modules_once() -> None:
    """For every call of a macro dbt renders the file that the macro is in. Within the context of one node the macro stays the same."""
    get_macro = BaseMacroGenerator.get_macro

    def get_macro_once(self):
        if "found" not in self.__dict__:
            self.__dict__["found"] = get_macro(self)
        return self.__dict__["found"]

    BaseMacroGenerator.get_macro = get_macro_once


def validate_once() -> None:
    """With every parse dbt holds the same thousand entries of yml against their schemas."""
    validate, valid = dbtClassMixin.validate.__func__, set()

    def validate_what_is_new(cls, data):
        try:
            key = (cls, json.dumps(data, sort_keys=True))
        except TypeError:
            return validate(cls, data)
        if key not in valid:
            validate(cls, data)
            valid.add(key)

    dbtClassMixin.validate = classmethod(validate_what_is_new)


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
    find_macros_in_context()


def find_macros_in_context() -> None:
    """dbt copies the thousand macros into the context of every node. There they are found like in their namespace."""
    build, to_dict = ManifestContext._build_namespace, ManifestContext.to_dict

    def build_namespace(self):
        self._ctx = Lazy()
        namespace = build(self)
        self._ctx.names, self._ctx.find = namespace.names, namespace.__getitem__
        return namespace

    def to_dict_with_macros(self):
        if not isinstance(self._ctx, Lazy):
            return to_dict(self)
        context = super(ManifestContext, self).to_dict()
        # A macro goes before what dbt calls by its name.
        context.update({name: self.namespace[name] for name in dict.keys(context) & self.namespace.names})
        return context

    ManifestContext._build_namespace, ManifestContext.to_dict = build_namespace, to_dict_with_macros


def make_dbt_quick() -> None:
    compile_templates_once()
    make_environments_once()
    fire_no_debug_events()
    make_type_testers_once()
    make_modules_once()
    validate_once()
    sort_macros_once()
    # A build makes millions of short-lived objects beside a large manifest, which Python would search for garbage again and again, a fifth
    # of a second each time. Whoever runs dbt collects it afterwards.
    gc.disable()
