/**
 * The words of audits in English and Spanish, one line per meaning; the first word names it. Words are compared by their
 * stems, so forms of a word need not be listed.
 */
const meanings: readonly string[] = [
  "missing lack lacks lacking without absent absence no not never none falta faltan faltante faltantes sin carece carecen ausencia ausente inexistente nonexistent doesn isn",
  "insecure unsafe weak vulnerable vulnerability vulnerabilities vuln risk risky dangerous inseguro insegura debil vulnerabilidad riesgo peligroso issue problem problema attack ataque",
  "incomplete insufficient partial limited inadequate incompleto insuficiente parcial limitado limitada deficiente improve mejorar improvement enhancement",
  "wrong incorrect inverted invert reversed mismatch inconsistent bug broken incorrecto incorrecta invertido invertida inconsistente erroneo equivocado backwards",
  "hardcoded hardcode hardcoding hardcodeado hardcodeada embedded embebido embebida quemado quemada literal",
  "secret credential credentials password passwd passphrase secreto secretos credencial credenciales contrasena contrasenas clave claves key keys",
  "expose exposed exposure leak leaks leaking leaked disclosure disclosed expuesto expuesta expuestos expone exponen fuga fugas filtra filtrado divulgacion reveal reveals revealed",
  "plain plaintext cleartext plano plana unencrypted",
  "validate validation validated unvalidated sanitize sanitized sanitization unsanitized check checks checked unchecked verify verified verification validacion validar valida sanitizacion sanitizar verificacion verificar comprobacion comprobar escaping escape escaped",
  "injection inject injected inyeccion inyectar",
  "error errors exception exceptions failure failures fail fails excepcion excepciones fallo fallos falla errores crash crashes crashing",
  "handle handling handled handler unhandled manejo manejar gestion catch caught uncaught try except",
  "timing constant constante",
  "compare comparison compares compared comparing comparacion compara comparar equality",
  "test tests testing tested untested prueba pruebas testear spec",
  "coverage covered uncovered cobertura cubierto cubierta",
  "duplicate duplicated duplication duplicates repeated repetition copied duplicado duplicada duplicados duplicacion repetido repetida copiado",
  "unused dead unreachable muerto muerta inalcanzable usado",
  "slow performance inefficient inefficiency inefficiently rendimiento lento lenta ineficiente ineficiencia optimization optimize optimizacion optimizar latency latencia",
  "log logs logged logging logger registro registros bitacora",
  "thread threads threading concurrency concurrent concurrencia race lock locks locking mutex carrera synchronized synchronization sincronizacion hilos hilo threadsafe",
  "authentication authenticate authenticated unauthenticated auth login autenticacion autenticado autenticar",
  "authorization authorize permission permissions access acl role roles autorizacion permiso permisos acceso accesos rights privileges privilegios",
  "configuration config configure setting settings configuracion configurar ajuste ajustes setup",
  "dependency dependencies package packages library libraries dependencia dependencias paquete paquetes libreria librerias requirements",
  "pin pinned unpinned pinning version versions versioned versiones fijada fijadas fijado fijar",
  "document documentation docs docstring docstrings documented undocumented documentacion documentar comentarios comments",
  "type types typed typing untyped hints hint annotation annotations tipo tipos tipado anotaciones",
  "large long huge big oversized monolithic monolith grande largo larga enorme monolitico extenso lines lineas size",
  "memory memoria",
  "connection connections conexion conexiones connect",
  "pool pooling pool_size",
  "retry retries reintento reintentos",
  "limit limits limiting limited throttle throttling limite limites limitacion rate",
  "encrypt encryption encrypted tls ssl https cifrado cifrar certificate certificates certificado certificados",
  "button buttons boton botones",
  "accessibility aria accessible accesibilidad label labels etiqueta",
  "silent silently silence swallow swallowed swallows ignore ignored ignores ignoring silencioso silenciosos silenciosa ignorado ignorados ignora traga discarded",
  "outdated obsolete deprecated old stale obsoleto obsoleta desactualizado deprecado antiguo",
  "complex complexity complicated complejo compleja complejidad",
  "query queries sql consulta consultas",
  "function functions method methods funcion funciones metodo metodos",
  "class classes clase clases",
  "file files fichero ficheros archivo archivos",
  "code codebase codigo source fuente",
  "data datos",
  "field fields campo campos",
  "network red",
  "request requests peticion peticiones solicitud solicitudes",
  "response responses respuesta respuestas",
  "default defaults predeterminado predeterminada defecto",
  "overflow desbordamiento overflows wraparound",
  "cleanup clean release released free liberar libera limpieza uninitialize",
  "initialize initialization init inicializacion inicializar startup arranque",
  "production produccion prod",
  "confirm confirmation confirmacion confirmar",
  "environment env entorno",
  "loop loops bucle bucles",
  "trace traces traceback stacktrace stacktraces traza trazas",
  "sensitive pii personal sensible sensibles personales privado",
  "header headers cabecera cabeceras",
  "delete deletes deleted deletion remove removed removal borrar borrado eliminar eliminacion",
  "user users usuario usuarios",
  "input inputs entrada entradas parameter parameters parametro parametros",
  "metric metrics metricas monitoring monitor monitoreo monitorizacion observability observabilidad telemetry",
  "sign signature signed firma firmar firmado",
  "import importing importar upload uploads carga cargar subida",
  "rule rules regla reglas",
  "model models modelo modelos",
  "static estatico estatica",
  "order ordering orden sorted",
  "inventory list lista listado",
  "number numbers numero numeros",
  "email correo",
  "page pages pagina paginas pagination paginacion",
  "filter filters filtro filtros",
  "service services servicio servicios",
  "integration integracion integrations",
  "message messages mensaje mensajes",
  "generic generico generica",
  "excessive excess excesivo excesivos excesiva overly broad demasiado amplio amplios",
  "backup backups respaldo respaldos copia",
  "calculation calculate compute computed calculo calculos computation",
  "weight weights peso pesos",
  "bias biased sesgo sesgado",
  "loss lose loses lost perdida pierde",
  "empty vacio vacia",
  "precompute precomputed cache cached caching cachear",
  "recursion recursive recurse recurses subdirectories recursivo subcarpetas",
  "typo typos misspelled errata erratas",
  "close closed closes closing cerrar cierra cierre cerrado",
  "container containers contenedor contenedores docker",
  "port ports puerto puertos",
  "database databases db base bases bd",
  "repository repositories repo repositorio repositorios",
  "execute executes executed execution run runs running ejecuta ejecutar ejecucion ejecutado",
  "wait hang hangs blocking block blocks bloquea bloqueo espera esperar",
  "screen view views pantalla vista vistas",
  "color colour contrast contraste colores",
  "text texto",
  "length longitud",
  "cast casts casting conversion convertir",
  "float floats floating flotante decimal decimales",
  "transaction transactions transaccion transacciones",
  "migration migrations migracion migraciones",
  "schema schemas esquema esquemas",
  "table tables tabla tablas",
  "column columns columna columnas",
  "index indexes indices indice",
  "image images imagen imagenes",
  "event events evento eventos",
  "session sessions sesion sesiones",
  "protection protect protected unprotected proteccion proteger protegido",
  "guide instructions instruction guia instrucciones tutorial",
  "install installation instalacion instalar",
  "random randomness predictable aleatorio aleatorios aleatoriedad predecible",
  "hash hashes hashing resumen",
  "depth deep deeply nested nesting profundidad anidado anidada anidados",
  "stop stops termina terminar terminate detener",
  "share shared compartido compartida",
  "state estado",
  "object objects objeto objetos",
  "property properties propiedad propiedades",
  "name names naming named nombre nombres nombrado",
  "write writes written writing escribe escritura escribir",
  "read reads reading lee lectura leer",
  "client clients cliente clientes",
  "server servers servidor servidores",
  "invoice invoices factura facturas",
  "payment payments pago pagos",
  "customer customers",
  "price prices precio precios amount amounts importe importes",
  "date dates fecha fechas",
  "translation translations i18n traduccion traducciones localization localizacion",
  "structure structured estructurado estructura estructurados",
  "architecture arquitectura",
  "corrupt corruption corrupted corrupcion corrupto",
];

const vague = new Set([
  "missing",
  "insecure",
  "incomplete",
  "wrong",
  "error",
  "code",
  "file",
  "function",
  "data",
  "class",
]);

const stopWords = new Set(
  (
    "the a an of in on for to and or with is are be been by this that these those it its from at as has have had can could may might " +
    "should must will would does do did when where which who while into over under than then there their they we you your " +
    "de la el los las en un una unos unas y o u con por para del al se que es son ser su sus lo le les mas muy esta este estos " +
    "estas esto como cuando donde hay puede pueden debe deben ante entre hacia hasta si the via also only solo still other"
  ).split(" "),
);

const suffixes =
  /(?:izaciones|izacion|izations|ization|aciones|acion|ations|ation|iciones|icion|itions|ition|ciones|cion|tions|tion|siones|sions|sion|mientos|miento|mente|idades|idad|ities|ity|ments|ment|ables|able|ibles|ible|ados|adas|ado|ada|idos|idas|ido|ida|ando|iendo|ings|ing|ers|ed|es|ar|er|ir|os|as|ly|s|e|a|o)$/;

/** A light stem for both languages: one ending is cut when at least four letters stay. */
export const stem = (word: string): string => {
  const cut = word.slice(0, 60).replace(suffixes, "");
  return cut.length >= 4 ? cut : word.slice(0, 60);
};

const concepts: ReadonlyMap<string, string> = new Map(
  meanings.flatMap((line) => {
    const words = line.split(" ");
    const name = words[0] ?? "";
    return words.flatMap((word): [string, string][] => [
      [word, name],
      [`~${stem(word)}`, name],
    ]);
  }),
);

/** The meaning of a lower-case word without accents; its stem where the vocabulary has none; null for filler. */
export const conceptOf = (word: string): string | null => {
  if (stopWords.has(word) || (word.length < 2 && !/\d/.test(word))) return null;
  const stemmed = stem(word);
  return concepts.get(word) ?? concepts.get(`~${stemmed}`) ?? stemmed;
};

/** Meanings that most findings share tell little about which finding it is. */
export const isVague = (concept: string): boolean => vague.has(concept);
