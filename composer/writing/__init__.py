"""What dialects share: harmless text, pieces that remember their fragments, references in words.

`facts` takes fragments apart into single facts; `pieces` joins text and says which range says which fragment; `writing`
keeps what a prompt has said and what was changed in it; `naming` numbers reference pictures and says what each is for.
"""
