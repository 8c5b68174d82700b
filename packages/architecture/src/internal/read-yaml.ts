import { Composer, Lexer, type ParsedNode, Parser } from "yaml";
import { limits } from "../limits.ts";
import type { SourceText } from "./source-text.ts";

type Token = ReturnType<Parser["next"]> extends Generator<infer T> ? T : never;

/**
 * Returns the root of the one document in a YAML 1.2 text; JSON is a part of YAML.
 *
 * @throws {NetworkError} when the text is not YAML, is nested too deeply, or has more than one document
 */
export function readYaml(source: SourceText): ParsedNode {
  const tokens = tokensOf(source);
  const directive = tokens.find(({ type }) => type === "directive");
  if (directive)
    source.fail({ message: "YAML directives are not allowed", path: [] }, directive.offset);
  const [document, second] = compose(source, tokens);
  const error = document?.errors[0];
  if (error)
    source.fail({ message: `is not valid YAML, ${error.message}`, path: [] }, error.pos[0]);
  if (!document?.contents)
    source.fail({ message: "must be an object with a type, got nothing", path: [] }, 0);
  if (second)
    source.fail({ message: "must be one document, got several", path: [] }, second.range[0]);
  return document.contents;
}

/**
 * The token builder keeps its own stack, whose depth is watched here, because the composer after it
 * is recursive, and deep enough texts make it fail in ways that cannot be caught.
 */
function tokensOf(source: SourceText): Token[] {
  const parser = new Parser(source.lines.addNewLine);
  const tokens: Token[] = [];
  source.lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(source.text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > limits.nesting + 8) {
      const message = `must have at most ${limits.nesting} lists and objects inside one another`;
      source.fail({ message, path: [] }, parser.offset);
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function compose(source: SourceText, tokens: Token[]): ReturnType<typeof composeAll> {
  try {
    return composeAll(tokens, source.text.length);
  } catch (cause) {
    return source.fail({ message: "is not valid YAML", path: [] }, 0, cause);
  }
}

function composeAll(tokens: Token[], end: number) {
  const composer = new Composer({
    version: "1.2",
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
  });
  return [...composer.compose(tokens, false, end)];
}
