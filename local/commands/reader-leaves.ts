/** For commands that only print: whoever reads may have seen enough (`| head`), and all that is left is to end, quietly. */
export function endWhenTheReaderLeaves(): void {
  process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
    if (problem.code !== 'EPIPE') throw problem;
    // With 0, unless what it measured has already said something else.
    process.exit();
  });
}
