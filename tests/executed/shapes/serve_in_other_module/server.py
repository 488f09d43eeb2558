import uvicorn


def serve(target: str, *, debug: bool = True) -> None:
    uvicorn.run(target, port=8000, reload=debug)
