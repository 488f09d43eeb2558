from common.data import rows
from models.base import named

model = named("linear")
fitted = model.fit(rows())
print(fitted)
