import Wire

/// Who a question is about (Authorization API 1.0, "Subject").
package struct Subject: Hashable, Sendable {
    package let type: String
    package let id: String
    package let properties: JSONObject

    package init(type: String, id: String, properties: JSONObject = JSONObject()) {
        self.type = type
        self.id = id
        self.properties = properties
    }
}

/// What it is about ("Resource").
package struct Resource: Hashable, Sendable {
    package let type: String
    package let id: String
    package let properties: JSONObject

    package init(type: String, id: String, properties: JSONObject = JSONObject()) {
        self.type = type
        self.id = id
        self.properties = properties
    }
}

/// What is to be done ("Action").
package struct Action: Hashable, Sendable {
    package let name: String
    package let properties: JSONObject

    package init(name: String, properties: JSONObject = JSONObject()) {
        self.name = name
        self.properties = properties
    }
}
