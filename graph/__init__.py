"""What a graph holds and how it is made: facts from text, edges from facts, a database from edges, answers from it."""
