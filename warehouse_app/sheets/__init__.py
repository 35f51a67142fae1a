"""Tables a shop really has: CSV, XLSX, old XLS, HTML called XLS. Reading, recognising, writing them; no database here.

``reader`` opens a file by its bytes, ``mapping`` recognises columns by their names, ``values`` reads single cells,
``parsing`` walks the rows and keeps what is wrong as values, ``writer`` writes files that go back.
"""
