"""placeholder"""
def page(result): return "<html></html>"
