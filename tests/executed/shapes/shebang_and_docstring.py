#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# shape: reload
"""Serves one page.

Usage: ./main.py
"""
from __future__ import annotations

import uvicorn
from miniapi import MiniAPI

app = MiniAPI()


@app.get("/")
def index():
    return "first answer"


uvicorn.run("main:app", port=8000, reload=True)
