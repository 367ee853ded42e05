package chat.sentinel.servicekit.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Describes records as [chat.sentinel.servicekit.json.SentinelJson] writes and reads them:
/// snake_case, ids as UUIDs, null only where JSpecify allows it. springdoc would ask Jackson 2,
/// which knows none of that.
final class RecordSchemas implements ModelConverter {
    private static final String NULL = "null";

    @Override
    public boolean isOpenapi31() {
        return true;
    }

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType asked, ModelConverterContext context, Iterator<ModelConverter> others) {
        Type type = asked.getType();
        // What is in a ResponseEntity comes as Jackson 2 sees it.
        if (type instanceof JavaType java && !java.isContainerType()) {
            type = java.getRawClass();
        }
        if (type instanceof Class<?> simple) {
            if (isId(simple)) {
                return text("uuid");
            }
            if (simple == Instant.class) {
                return text("date-time");
            }
            if (simple.isRecord() || simple.isSealed() && simple.isInterface()) {
                return named(simple, context);
            }
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw) {
            Type last =
                    generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (Collection.class.isAssignableFrom(raw)) {
                Schema<?> list = schema("array");
                list.setItems(inner(last, context));
                return list;
            }
            if (Map.class.isAssignableFrom(raw)) {
                Schema<?> map = schema("object");
                map.setAdditionalProperties(inner(last, context));
                return map;
            }
        }
        return others.hasNext() ? others.next().resolve(asked, context, others) : null;
    }

    private static boolean isId(Class<?> type) {
        return type == UUID.class
                || type.isRecord()
                        && type.getRecordComponents().length == 1
                        && type.getRecordComponents()[0].getType() == UUID.class;
    }

    private static Schema<?> named(Class<?> type, ModelConverterContext context) {
        String name = nameOf(type);
        if (!context.getDefinedModels().containsKey(name)) {
            Schema<?> schema = type.isRecord() ? schema("object") : new JsonSchema();
            // Before its fields: they may be of this type.
            context.defineModel(name, schema);
            if (type.isRecord()) {
                fields(type, schema, context);
            } else {
                for (Class<?> one : type.getPermittedSubclasses()) {
                    schema.addOneOfItem(inner(one, context));
                }
            }
        }
        return new JsonSchema().$ref("#/components/schemas/" + name);
    }

    private static void fields(Class<?> type, Schema<?> schema, ModelConverterContext context) {
        for (RecordComponent field : type.getRecordComponents()) {
            JsonProperty named = field.getAccessor().getAnnotation(JsonProperty.class);
            String name =
                    named == null || named.value().isEmpty()
                            ? field.getName()
                                    .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                                    .toLowerCase(Locale.ROOT)
                            : named.value();
            Schema<?> described = inner(field.getGenericType(), context);
            boolean nullable = field.getAnnotatedType().isAnnotationPresent(Nullable.class);
            boolean required = field.getAccessor().isAnnotationPresent(Required.class);
            boolean omitted = field.getAccessor().isAnnotationPresent(JsonInclude.class);
            schema.addProperty(name, nullable && !required ? orNull(described) : described);
            if (!omitted && (required || !nullable)) {
                schema.addRequiredItem(name);
            }
            if (omitted) {
                described.addExtension(ApiDescription.OMITTED, true);
            }
        }
    }

    /// A copy: what the context gives is shared by all fields of that type.
    private static Schema<?> inner(Type type, ModelConverterContext context) {
        return copy(context.resolve(new AnnotatedType(type).resolveAsRef(true)));
    }

    private static Schema<?> copy(Schema<?> shared) {
        Schema<Object> copy = new JsonSchema();
        copy.set$ref(shared.get$ref());
        if (shared.get$ref() == null) {
            copy.setTypes(
                    shared.getTypes() == null
                            ? Set.of(shared.getType() == null ? "object" : shared.getType())
                            : new LinkedHashSet<>(shared.getTypes()));
            copy.setFormat(shared.getFormat());
            copy.setItems(shared.getItems() == null ? null : copy(shared.getItems()));
            copy.setAdditionalProperties(shared.getAdditionalProperties());
            copy.setOneOf(shared.getOneOf());
            if (shared.getEnum() != null) {
                shared.getEnum().forEach(copy::addEnumItemObject);
            }
        }
        return copy;
    }

    /// The enclosing type belongs to the name: `ChatListPage`, for there are several pages.
    private static String nameOf(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null
                ? type.getSimpleName()
                : nameOf(outer).replaceFirst("Controller$", "") + type.getSimpleName();
    }

    static Schema<?> orNull(Schema<?> schema) {
        if (schema.get$ref() != null) {
            return new JsonSchema().oneOf(List.of(schema, schema(NULL)));
        }
        Set<String> types = new LinkedHashSet<>(schema.getTypes());
        types.add(NULL);
        schema.setTypes(types);
        return schema;
    }

    static Schema<?> text(@Nullable String format) {
        Schema<?> text = schema("string");
        text.setFormat(format);
        return text;
    }

    static Schema<?> schema(String... types) {
        return new JsonSchema().types(new LinkedHashSet<>(Arrays.asList(types)));
    }
}
