"""Which platform paused, resumed or abandoned training AI on people's data, where, when and at whose push."""
