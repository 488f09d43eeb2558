import a

def go2():
    a.launch()
