"""The wheel: the package, and below it what a workspace deploys; all else is in pyproject.toml."""

from setuptools import find_packages, setup

# In the repository they lie beside the package: `package-dir` in pyproject.toml says where.
CARRIED = ("kweek.campaigns", "kweek.functions", "kweek.infra")

setup(packages=[*find_packages("layers"), *CARRIED])
