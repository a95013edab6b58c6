// dockerfile-ast asks `Buffer` for the length of a character; a worker has none.
export const Buffer = { from: text => new TextEncoder().encode(text) };
