# shape: reload
import uvicorn

uvicorn.run("api:app", port=8000, reload=True)
