"""What people do with companies, users and roles: the doors of this area."""
