"""The mistakes to choose from: those that are planted, and others that are not."""

MISTAKES = {  # in alphabetical order: it says nothing about the programs
    "= instead of +=": "a grad is overwritten, where contributions should add up",
    "all weights start equal": "the neurons of a layer get the same gradient, and stay the same",
    "exp of large numbers": "a quotient of exps, without subtracting the maximum from the exponents first",
    "features and labels out of step": "one of the two is put into a new order, without the other",
    "forgot the local derivative": "the grad that comes back is passed on as it is",
    "forgot the upstream": "the local derivative is passed on, without the grad that comes back",
    "gradients not set to zero": "those of earlier steps are still in there",
    "input instead of output": "a rule that has the output of the op in it is written with its input",
    "interior grads kept": "a second backward pass starts from the grads of the first",
    "learning rate too high": "the steps go past the minimum, and further each time",
    "learning rate too low": "the steps are in the right direction, but never get there",
    "missing 1/n": "a sum stands where a mean is meant",
    "no activation between layers": "layers without one are a single linear layer",
    "no bias correction": "running means that start at 0 are used as they are",
    "not topological": "a value passes its grad on before all of it has arrived",
    "numbers taken out of the graph": "a .data in the formula, through which no gradient flows",
    "overfitting": "the model has learnt the training set by heart",
    "saturated activations": "the inputs of tanh are so large that its slope is almost 0",
    "swapped partials": "each operand gets the partial that belongs to the other",
    "test data leak": "something is measured on the test set that should be measured on the training set alone",
    "training on the test set": "the parameters have been fitted to the test examples",
    "wrong loss for the task": "its minimum is not where the task has its solution",
    "wrong output activation": "the outputs cannot reach the targets",
    "wrong sign of a partial": "one contribution has the wrong sign",
    "wrong sign of the step": "the parameters move along the gradient, not against it",
}


def mistake_named(text: str) -> str:
    """The name of the mistake with this name or with this number in the list.

    Raises ValueError for anything else.
    """
    names = list(MISTAKES)
    if text.strip().isdecimal() and 1 <= int(text) <= len(names):
        return names[int(text) - 1]
    for name in names:
        if name.lower() == text.strip().lower():
            return name
    raise ValueError(f"{text!r} is not in the list of mistakes: python -m demos.bugs mistakes prints it, with numbers")


def numbered() -> list[str]:
    """The list, a line for each mistake."""
    width = max(map(len, MISTAKES))
    return [f"{i:2}  {name:{width}}  {meaning}" for i, (name, meaning) in enumerate(MISTAKES.items(), start=1)]
