"""The CDK app: one construct for each capability.

Importing it chooses Node: the CDK starts one as soon as it is imported, and the one that came with
the Python packages is known to fit. A JSII_NODE of the person's own stays as it is.
"""

import os
import sys
from pathlib import Path

_bundled = Path(sys.executable).parent / ("node.exe" if os.name == "nt" else "node")
if _bundled.exists():
    os.environ.setdefault("JSII_NODE", str(_bundled))
