/** The package brings no types; this is what its README says. */
declare module 'asl-validator' {
  interface AslError {
    'Error code': string;
    Message: string;
  }
  /** Adds to the definition that it is given. */
  export default function validate(definition: object): { isValid: boolean; errors: AslError[] };
}
