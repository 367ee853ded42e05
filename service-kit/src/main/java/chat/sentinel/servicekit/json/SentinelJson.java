package chat.sentinel.servicekit.json;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/// The JSON dialect of Sentinel: snake_case, ids as strings, times as ISO-8601 UTC with exactly
/// milliseconds; unknown fields are ignored, wrong types refused (`"5"` is not 5, 5 is not `"5"`),
/// and what a stranger may nest or spell out is bounded.
public final class SentinelJson {
    static final int MAX_DEPTH = 32;
    static final int MAX_STRING = 128 * 1024;
    static final int MAX_NUMBER = 32;
    static final int MAX_NAME = 256;
    static final long MAX_DOCUMENT = 1024 * 1024;

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private SentinelJson() {}

    /// For code and tests that run without Spring; the same as the mapper bean.
    public static JsonMapper mapper() {
        JsonFactoryBuilder factory = JsonFactory.builder();
        limit(factory);
        JsonMapper.Builder builder = JsonMapper.builder(factory.build());
        configure(builder);
        return builder.build();
    }

    static void limit(JsonFactoryBuilder factory) {
        factory.streamReadConstraints(
                StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_STRING)
                        .maxNumberLength(MAX_NUMBER)
                        .maxNameLength(MAX_NAME)
                        .maxDocumentLength(MAX_DOCUMENT)
                        .build());
    }

    static void configure(JsonMapper.Builder builder) {
        builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(
                        config ->
                                config.setCoercion(
                                        CoercionInputShape.EmptyString, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        config ->
                                config.setCoercion(
                                                CoercionInputShape.EmptyString,
                                                CoercionAction.TryConvert)
                                        .setCoercion(
                                                CoercionInputShape.Integer, CoercionAction.Fail)
                                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                        .setCoercion(
                                                CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(module());
    }

    private static SimpleModule module() {
        SimpleModule module = new SimpleModule("sentinel");
        module.addSerializer(new MillisSerializer());
        id(module, UserId.class, UserId::parse);
        id(module, ChatId.class, ChatId::parse);
        id(module, SessionId.class, SessionId::parse);
        id(module, CommandId.class, CommandId::parse);
        return module;
    }

    private static <T> void id(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(new IdSerializer<>(type));
        module.addDeserializer(type, new IdDeserializer<>(type, parse));
    }

    private static final class MillisSerializer extends StdSerializer<Instant> {
        MillisSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(MILLIS.format(value));
        }
    }

    private static final class IdSerializer<T> extends StdSerializer<T> {
        IdSerializer(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toString());
        }
    }

    private static final class IdDeserializer<T> extends StdDeserializer<T> {
        private final Function<String, T> parse;

        IdDeserializer(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser in, DeserializationContext context) {
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                return (T) context.handleUnexpectedToken(context.constructType(handledType()), in);
            }
            String text = in.getString();
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                return (T) context.handleWeirdStringValue(handledType(), text, "not an id");
            }
        }
    }
}
