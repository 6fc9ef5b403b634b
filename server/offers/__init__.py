"""The offer repository: pictures with words that promotions show, and how they travel to tablets.

A picture is what `content` made of an upload, never the upload itself. `placing` is what publishing calls;
nothing else here knows what a promotion's life is.
"""
