"""The one exception for what a person can put right."""


class StepkitError(Exception):
    """What is wrong and what to do instead, in a sentence for the person at the keyboard."""
