package chat.sentinel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiCompatibilityTest {
    private static final String BEFORE =
            """
            {"paths": {"/a": {
               "get": {"parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                 "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}},
               "post": {"requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/R"}}}},
                 "responses": {"201": {"description": "made"}, "202": {"description": "later"}}}}},
             "components": {"schemas": {
               "A": {"type": "object", "required": ["n", "t", "l"], "properties": {
                 "n": {"type": "integer"}, "t": {"type": "string", "format": "uuid"},
                 "l": {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
                 "w": {"$ref": "#/components/schemas/M"},
                 "o": {"oneOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/C"}]},
                 "b": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}}},
               "B": {"type": "object", "properties": {"p": {"type": "string"}}}, "C": {"type": "object"}, "D": {"type": "object"},
               "M": {"type": "object", "additionalProperties": {"type": "string"}},
               "R": {"type": "object", "required": ["x"], "properties": {
                 "m": {"type": "object", "additionalProperties": {"type": "number"}},
                 "v": {"oneOf": [{"$ref": "#/components/schemas/C"}, {"$ref": "#/components/schemas/D"}]},
                 "x": {"type": ["string", "null"]}, "y": {"type": "integer"}, "k": {"type": "string", "enum": ["one", "two"]}}}}}}
            """;

    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"get\":                   | \"head\":                                | GET /a is gone",
                "\"post\":                  | \"put\":                                 | POST /a is gone",
                "\"n\": {\"type\": \"integer\"} | \"m\": {\"type\": \"integer\"}       | the 200.n is gone: whoever reads it finds nothing",
                "\"n\": {\"type\": \"integer\"} | \"n\": {\"type\": \"string\"}        | the 200.n was [integer] and is [string]: whoever reads it",
                "\"n\": {\"type\": \"integer\"} | \"n\": {\"type\": [\"integer\",\"null\"]} | the 200.n was [integer] and is [integer, null]: whoever reads",
                "\"format\": \"uuid\"       | \"format\": \"date-time\"                | the 200.t had the format 'uuid'",
                "[\"n\", \"t\", \"l\"]      | [\"t\", \"l\"]                           | the 200.n may be missing now",
                "[\"x\"]                    | [\"x\", \"y\"]                           | POST /a, the body needs the field y now: whoever leaves it out",
                "[\"string\", \"null\"]     | \"string\"                               | the body.x was [null, string] and is [string]: whoever sends it",
                "[\"one\", \"two\"]         | [\"one\"]                                | the body.k: whoever sends [two] is refused",
                "\"y\": {\"type\": \"integer\"}, | ''                                  | the field y of whoever sends it",
                "\"number\"                 | \"boolean\"                              | the body.m.* was [number] and is [boolean]: whoever sends it",
                "{\"$ref\": \"#/components/schemas/C\"}, | ''                      | the body.v is no {\"$ref\":\"#/components/schemas/C\"} any more",
                ", {\"$ref\": \"#/components/schemas/C\"} | ''                      | the 200.o is no {\"$ref\":\"#/components/schemas/C\"} any more",
                "\"p\": {\"type\": \"string\"} | ''                                  | the 200.o.p is gone",
                ", \"additionalProperties\": {\"type\": \"string\"} | ''              | the 200.w is no map any more",
                "\"202\"                    | \"203\"                                  | POST /a does not answer 202 any more",
                "\"in\": \"query\",         | \"in\": \"query\", \"required\": true,   | GET /a needs the parameter q now",
                "\"name\": \"q\"            | \"name\": \"r\"                          | does not look at the parameter q any more",
                "\"post\": {                | \"post\": {\"security\": [{\"bearer\": []}], | POST /a needs a token now",
            })
    void shouldSayWhatBreaksWhom(String was, String is, String sentence) {
        assertThat(BEFORE).contains(was);
        assertThat(ApiCompatibility.breaks(read(BEFORE), read(BEFORE.replace(was, is))))
                .singleElement()
                .asString()
                .contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"paths\": {               | \"paths\": {\"/new\": {\"get\": {}},",
                "\"n\": {\"type\": \"integer\"} | \"n\": {\"type\": \"integer\"}, \"m\": {\"type\": \"integer\"}",
                "[\"one\", \"two\"]         | [\"one\", \"two\", \"three\"]",
                "\"y\": {\"type\": \"integer\"} | \"y\": {\"type\": [\"integer\", \"null\"]}, \"z\": {}",
                "\"201\":                   | \"200\": {}, \"201\":",
                "\"parameters\": [          | \"parameters\": [{\"name\": \"p\", \"in\": \"query\"},",
            })
    void shouldLetAdditionsPass(String was, String is) {
        assertThat(BEFORE).contains(was);
        assertThat(ApiCompatibility.breaks(read(BEFORE), read(BEFORE.replace(was, is)))).isEmpty();
    }

    @Test
    void shouldFindNothingInTheSame() {
        assertThat(ApiCompatibility.breaks(read(BEFORE), read(BEFORE))).isEmpty();
    }

    private static JsonNode read(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
