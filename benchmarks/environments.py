"""The rivals' own Python environments: made once with venv and pip, kept in the cache, and made anew when the requirements change."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """One environment: the module it is made for, that module's title, what is installed, and the newest Python that it can have."""

    name: str
    title: str
    requirements: tuple[str, ...]
    newest_python: tuple[int, int]

    def python(self, cache: Path) -> Path:
        """Its interpreter; the environment is made where it is not there yet."""
        folder = cache / self.name
        done = folder / "requirements.txt"
        python = folder / "bin" / "python"
        if not done.exists() or done.read_text() != "\n".join(self.requirements):
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([self.base_python(), "-m", "venv", str(folder)], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *self.requirements], check=True)
            # Its first start writes caches that a later one does not.
            subprocess.run([python, "-c", f"import {self.name}"], check=True)
            done.write_text("\n".join(self.requirements))
        return python

    def base_python(self) -> str:
        """A Python that is not too new: this one, or another on the path."""
        if sys.version_info[:2] <= self.newest_python:
            return sys.executable
        for minor in range(self.newest_python[1], 9, -1):
            if found := shutil.which(f"python3.{minor}"):
                return found
        newest = ".".join(map(str, self.newest_python))
        raise RuntimeError(f"{self.name} needs Python 3.10 to {newest}, and none is on the path")


# The newest releases that each is known to work with; NannyML 0.13.1 imports statsmodels without requiring it.
NANNYML = Environment(
    "nannyml",
    "NannyML 0.13.1",
    ("nannyml==0.13.1", "pandas<2.3", "statsmodels", "numpy<2", "scikit-learn<1.6", "scipy<1.14", "pyarrow<18"),
    newest_python=(3, 12),
)
EVIDENTLY = Environment("evidently", "Evidently 0.7.23", ("evidently==0.7.23", "pandas<3", "pyarrow"), newest_python=(3, 13))

# Neither reports its use, and idle OpenMP threads of NannyML sleep instead of counting as CPU time.
NANNYML_VARIABLES = {"NML_DISABLE_USAGE_LOGGING": "1", "OMP_WAIT_POLICY": "PASSIVE"}
EVIDENTLY_VARIABLES = {"DO_NOT_TRACK": "1"}
