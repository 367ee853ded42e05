/// The way to Elasticsearch: client, indices, bulks, what their failures mean.
@NullMarked
package chat.sentinel.search.elastic;

import org.jspecify.annotations.NullMarked;
