import Wire

/// One question of a platform ("The Access Evaluation API Request").
package struct Evaluation: Hashable, Sendable {
    package let subject: Subject
    package let action: Action
    package let resource: Resource
    package let context: JSONObject

    package init(
        subject: Subject,
        action: Action,
        resource: Resource,
        context: JSONObject = JSONObject()
    ) {
        self.subject = subject
        self.action = action
        self.resource = resource
        self.context = context
    }

    package init(_ json: JSONObject) throws(RequestError) {
        try self.init(RequestReader(json), defaults: nil)
    }

    /// Whom it is about, and how that one acts.
    package var caller: CallerName { CallerName(subject, context) }

    /// Whether it asks for the reasons as sentences: a member of ours in the context.
    var asksForReasons: Bool { context["explain"] == .bool(true) }

    /// A member that isn't there is taken from the defaults ("Default values").
    init(_ reader: RequestReader, defaults: RequestReader?) throws(RequestError) {
        subject = try reader.need(
            try reader.inheriting(defaults) { (reader) throws(RequestError) in try reader.subject() },
            "subject"
        )
        action = try reader.need(
            try reader.inheriting(defaults) { (reader) throws(RequestError) in try reader.action() },
            "action"
        )
        resource = try reader.need(
            try reader.inheriting(defaults) { (reader) throws(RequestError) in try reader.resource() },
            "resource"
        )
        let context = try reader.inheriting(defaults) { (reader) throws(RequestError) in try reader.context() }
        self.context = context ?? JSONObject()
    }
}
