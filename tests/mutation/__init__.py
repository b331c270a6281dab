"""The tests are tested: how many small changes of the code do they notice?"""
