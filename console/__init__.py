"""Staff pages."""

from console.routes import create_router

__all__ = ["create_router"]
