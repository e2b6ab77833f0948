"""Turns a CSV or Excel file into rows, in a process of its own with limits.

A file of strangers may unpack to a thousand times its size. So nothing here imports
Django: the process starts quickly, holds no secret, and when it dies nobody else does.
"""
