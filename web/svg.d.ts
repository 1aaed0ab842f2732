/** Vite gives the address of the built file. */
declare module '*.svg' {
  const url: string;
  export default url;
}
