package chat.sentinel.endtoend;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// What of a service's OpenAPI description would break clients that were written against an older
/// one: something they call, read or may send is gone or another, or more is asked of them. What
/// is only added breaks nobody. (openapi-diff compares 3.0; these are 3.1, where null is a type.)
final class ApiCompatibility {
    private final JsonNode before;
    private final JsonNode after;
    private final List<String> breaks = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private ApiCompatibility(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /// A sentence for each.
    static List<String> breaks(JsonNode before, JsonNode after) {
        ApiCompatibility comparison = new ApiCompatibility(before, after);
        for (Map.Entry<String, JsonNode> path : before.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                comparison.operation(
                        method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        method.getValue(),
                        after.path("paths").path(path.getKey()).path(method.getKey()));
            }
        }
        return comparison.breaks;
    }

    private void operation(String call, JsonNode old, JsonNode now) {
        if (now.isMissingNode()) {
            breaks.add(call + " is gone: whoever calls it gets 404 or 405");
            return;
        }
        if (old.path("security").isEmpty() && !now.path("security").isEmpty()) {
            breaks.add(call + " needs a token now: whoever calls it without one gets 401");
        }
        parameters(call, old, now);
        JsonNode body = now.path("requestBody");
        if (body.path("required").asBoolean()
                && !old.path("requestBody").path("required").asBoolean()) {
            breaks.add(call + " needs a body now: whoever sends none is refused");
        }
        compared.clear();
        JsonNode asked = content(old.path("requestBody"));
        if (!asked.isMissingNode()) {
            request(call + ", the body", asked, content(body));
        }
        for (Map.Entry<String, JsonNode> answer : old.path("responses").properties()) {
            if (!answer.getKey().startsWith("2") && !answer.getKey().startsWith("3")) {
                continue;
            }
            JsonNode other = now.path("responses").path(answer.getKey());
            if (other.isMissingNode()) {
                breaks.add(
                        call
                                + " does not answer "
                                + answer.getKey()
                                + " any more: whoever waits for it waits in vain");
            } else if (!content(answer.getValue()).isMissingNode()) {
                compared.clear();
                response(
                        call + ", the " + answer.getKey(),
                        content(answer.getValue()),
                        content(other));
            }
        }
    }

    private void parameters(String call, JsonNode old, JsonNode now) {
        for (JsonNode parameter : now.path("parameters")) {
            JsonNode was = parameter(old, parameter);
            if (parameter.path("required").asBoolean() && !was.path("required").asBoolean()) {
                breaks.add(
                        "%s needs the parameter %s now: whoever leaves it out is refused"
                                .formatted(call, parameter.path("name").asString()));
            }
        }
        for (JsonNode parameter : old.path("parameters")) {
            JsonNode is = parameter(now, parameter);
            String name = parameter.path("name").asString();
            if (is.isMissingNode()) {
                breaks.add(
                        "%s does not look at the parameter %s any more: whoever gives it gets something else"
                                .formatted(call, name));
            } else {
                request(call + ", " + name, parameter.path("schema"), is.path("schema"));
            }
        }
    }

    private static JsonNode parameter(JsonNode operation, JsonNode like) {
        for (JsonNode one : operation.path("parameters")) {
            if (one.path("name").equals(like.path("name"))
                    && one.path("in").equals(like.path("in"))) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode content(JsonNode holder) {
        JsonNode content = holder.path("content");
        return content.isEmpty()
                ? MissingNode.getInstance()
                : content.iterator().next().path("schema");
    }

    /// What clients may send has to be taken, still.
    private void request(String where, JsonNode old, JsonNode now) {
        JsonNode was = resolve(before, old);
        JsonNode is = resolve(after, now);
        if (seen(old) || retyped(where, "sends", types(was), types(is), was, is)) {
            return;
        }
        Set<String> lost = texts(was.path("enum"));
        lost.removeAll(texts(is.path("enum")));
        if (!is.path("enum").isMissingNode() && (!lost.isEmpty() || was.path("enum").isEmpty())) {
            breaks.add(
                    "%s: whoever sends %s is refused"
                            .formatted(where, lost.isEmpty() ? "anything else" : lost));
        }
        Set<String> needed = texts(is.path("required"));
        needed.removeAll(texts(was.path("required")));
        for (String field : needed) {
            breaks.add(
                    "%s needs the field %s now: whoever leaves it out is refused"
                            .formatted(where, field));
        }
        for (Map.Entry<String, JsonNode> field : was.path("properties").properties()) {
            JsonNode other = is.path("properties").path(field.getKey());
            if (other.isMissingNode()) {
                breaks.add(
                        "%s: the field %s of whoever sends it is not looked at any more"
                                .formatted(where, field.getKey()));
            } else {
                request(where + "." + field.getKey(), field.getValue(), other);
            }
        }
        parts(where, was, is, this::request);
    }

    /// What clients read has to come, still.
    private void response(String where, JsonNode old, JsonNode now) {
        JsonNode was = resolve(before, old);
        JsonNode is = resolve(after, now);
        if (seen(old) || retyped(where, "reads", types(is), types(was), was, is)) {
            return;
        }
        for (Map.Entry<String, JsonNode> field : was.path("properties").properties()) {
            String name = where + "." + field.getKey();
            JsonNode other = is.path("properties").path(field.getKey());
            if (other.isMissingNode()) {
                breaks.add(name + " is gone: whoever reads it finds nothing");
                continue;
            }
            if (texts(was.path("required")).contains(field.getKey())
                    && !texts(is.path("required")).contains(field.getKey())) {
                breaks.add(name + " may be missing now: whoever reads it may find nothing");
            }
            response(name, field.getValue(), other);
        }
        parts(where, was, is, this::response);
    }

    /// The same for what is sent and what is read.
    private interface Comparison {
        void of(String where, JsonNode old, JsonNode now);
    }

    /// Elements of lists, values of maps, variants.
    private void parts(String where, JsonNode was, JsonNode is, Comparison compare) {
        if (was.has("items")) {
            compare.of(where + "[]", was.path("items"), is.path("items"));
        }
        JsonNode values = was.path("additionalProperties");
        if (values.isObject() && !is.path("additionalProperties").isObject()) {
            breaks.add(where + " is no map any more: its values are lost");
        } else if (values.isObject()) {
            compare.of(where + ".*", values, is.path("additionalProperties"));
        }
        for (JsonNode one : was.path("oneOf")) {
            JsonNode other = variant(is, one);
            if (other.isMissingNode()) {
                breaks.add("%s is no %s any more".formatted(where, one));
            } else {
                compare.of(where, one, other);
            }
        }
    }

    /// The one of the same name, or else the same.
    private static JsonNode variant(JsonNode schema, JsonNode like) {
        for (JsonNode one : schema.path("oneOf")) {
            if (like.has("$ref") ? one.path("$ref").equals(like.path("$ref")) : one.equals(like)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    /// Types hold each other; each is looked at once in a body.
    private boolean seen(JsonNode schema) {
        String ref = schema.path("$ref").asString("");
        if (ref.isEmpty() && mayBeNull(schema)) {
            ref = schema.at("/oneOf/0/$ref").asString("");
        }
        return !ref.isEmpty() && !compared.add(ref);
    }

    /// @param narrow what has to be among `wide`
    private boolean retyped(
            String where,
            String does,
            Set<String> narrow,
            Set<String> wide,
            JsonNode was,
            JsonNode is) {
        if (!wide.containsAll(narrow)) {
            breaks.add(
                    "%s was %s and is %s: whoever %s it as before fails"
                            .formatted(where, types(was), types(is), does));
            return true;
        }
        if (!was.path("format").asString("").equals(is.path("format").asString(""))
                && types(was).contains("string")) {
            breaks.add(
                    "%s had the format '%s' and has '%s': whoever %s it as before fails"
                            .formatted(
                                    where,
                                    was.path("format").asString(""),
                                    is.path("format").asString(""),
                                    does));
        }
        return false;
    }

    private static Set<String> types(JsonNode schema) {
        Set<String> types = texts(schema.path("type"));
        if (schema.path("type").isString()) {
            types.add(schema.path("type").asString());
        }
        if (schema.path("nullable").asBoolean()) {
            types.add("null");
        }
        return types;
    }

    /// Follows a reference; one that may also be null becomes a type that may.
    private static JsonNode resolve(JsonNode api, JsonNode schema) {
        if (schema.has("$ref")) {
            return api.at(schema.path("$ref").asString().substring(1));
        }
        if (mayBeNull(schema)) {
            ObjectNode one = (ObjectNode) resolve(api, schema.path("oneOf").get(0)).deepCopy();
            one.put("nullable", true);
            return one;
        }
        return schema;
    }

    /// One of something else and null.
    private static boolean mayBeNull(JsonNode schema) {
        return schema.path("oneOf").size() == 2
                && schema.path("oneOf").get(1).path("type").asString("").equals("null");
    }

    private static Set<String> texts(JsonNode list) {
        return list.valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
