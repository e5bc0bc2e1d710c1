"""What goes wrong in the arithmetic, each with a sentence for the person who can mend it."""


class RuleError(ValueError):
    """A standard, a score table or an answer that cannot be worked with."""


class InvalidStandardError(RuleError):
    """A poverty standard whose rows would leave a household without a class, or twist one."""


class InvalidScoreTableError(RuleError):
    """A score table with a hole, an overlap or an unknown kind of item."""


class UnknownAnswerError(RuleError):
    """A code that stands in no option table or score table."""
