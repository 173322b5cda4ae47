"""Any value that a declaration of a setting allows, its bounds more often than others."""

from hypothesis import strategies as st

from convstudio.layers.parameters import Choice, Decimal, PaddingSides, Pair, Switch, Whole


def setting(parameter):
    """Any value that a declaration allows."""
    match parameter:
        case Whole():
            return _whole(parameter.low, parameter.high)
        case Decimal():
            return st.sampled_from((parameter.low, parameter.high)) | st.floats(parameter.low, parameter.high)
        case Pair():
            return st.tuples(*[_whole(parameter.low, parameter.high)] * 2)
        case PaddingSides():
            side = st.tuples(*[_whole(0, parameter.high)] * 2)
            return st.sampled_from(parameter.names) | st.tuples(side, side)
        case Choice():
            return st.sampled_from([word for word, _ in parameter.options])
        case Switch():
            return st.booleans()


def _whole(low, high):
    return st.sampled_from((low, high)) | st.integers(low, high)


def settings(parameters):
    """Any values that some declarations allow, by name."""
    return st.fixed_dictionaries({p.name: setting(p) for p in parameters})
