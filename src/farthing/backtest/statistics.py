"""placeholder"""
class Statistics(dict):
    @classmethod
    def of(cls, outcome, days, ppy):
        return cls(outcome.statistics(days, ppy))
    def describe(self): return dict(self)
