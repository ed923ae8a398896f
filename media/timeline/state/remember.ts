/** Keeps the last thing computed, for as long as the same things go into it. */
export function remember<Result>(): (inputs: readonly unknown[], compute: () => Result) => Result {
  let last: { readonly inputs: readonly unknown[]; readonly result: Result } | undefined;
  return (inputs, compute) => {
    if (
      last?.inputs.length !== inputs.length ||
      !inputs.every((input, index) => Object.is(input, last?.inputs[index]))
    ) {
      last = { inputs, result: compute() };
    }
    return last.result;
  };
}
