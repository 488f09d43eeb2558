# shape: reload
"""Development entry point."""
import uvicorn

from shop import settings

uvicorn.run("shop.web:app", port=settings.PORT, reload=settings.DEBUG)
