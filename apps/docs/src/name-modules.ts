import { type Application, Converter, ReflectionKind } from "typedoc";

/** TypeDoc plugin: a package's page is named `linalg`, not `linalg/src`. */
export function nameModules(app: Application): void {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = module.name.replace(/\/src$/, "");
    }
  });
}
