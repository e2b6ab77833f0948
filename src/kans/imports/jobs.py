"""The kinds of jobs of this area, for the worker to know."""

from kans.imports.actions.working import ApplyImport, CheckImport, ForgetImports

__all__ = ["ApplyImport", "CheckImport", "ForgetImports"]
