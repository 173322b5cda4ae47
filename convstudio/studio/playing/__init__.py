"""What plays: the transport, its clock and its buttons."""
