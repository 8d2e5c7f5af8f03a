"""The project package and the small shared floor under the three domain apps."""
