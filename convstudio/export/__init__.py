"""What leaves the program: layers as lines of code and back, experiments as programs, matrices as tables. No Qt.

`pytorch` and `keras` write a layer as a line of their dialect; `reading` takes one of either.
"""
