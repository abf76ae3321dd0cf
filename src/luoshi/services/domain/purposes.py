"""What a process can be for, beyond its own steps: rooms start it, or read what came of it. Which process that is, a county's
content says (``purpose`` in processes.yaml), so that no engine knows a process by its code."""

from typing import Final

SCALE_COACHING: Final = "scale-coaching"
"""A firm near the threshold has got a helper (升规培育)."""
AIR_EXCEEDANCE: Final = "air-exceedance"
"""A station's air was worse than its standard (空气质量超标处置)."""
DAMAGE_COMPENSATION: Final = "damage-compensation"
"""Ecological damage is valued and made good (生态环境损害赔偿)."""
CREDIT_REPAIR: Final = "credit-repair"
"""A credit record is repaired (信用修复)."""
CREDIT_OBJECTION: Final = "credit-objection"
"""A credit record is objected to (信用信息异议)."""

NORMATIVE_REVIEW: Final = "normative-review"
"""A normative document is looked at again before its last day (规范性文件到期评估)."""

PURPOSES: Final = (
    SCALE_COACHING,
    AIR_EXCEEDANCE,
    DAMAGE_COMPENSATION,
    CREDIT_REPAIR,
    CREDIT_OBJECTION,
    NORMATIVE_REVIEW,
)
