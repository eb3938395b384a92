import Wire

/// A question with one entity left open ("Search APIs"). An id of the entity that is sought is ignored.
package struct Search: Hashable, Sendable {
    package let sought: Sought
    package let context: JSONObject
    package let page: Page

    package enum Sought: Hashable, Sendable {
        case subjects(type: String, Action, Resource)
        case resources(type: String, properties: JSONObject, Subject, Action)
        case actions(Subject, Resource)
    }

    package static func subjects(_ json: JSONObject) throws(RequestError) -> Search {
        let reader = RequestReader(json)
        let type = try reader.need(try reader.object("subject"), "subject").string("type")
        return try Search(
            .subjects(
                type: type,
                try reader.need(try reader.action(), "action"),
                try reader.need(try reader.resource(), "resource")
            ),
            reader, leavesOpen: "subject"
        )
    }

    package static func resources(_ json: JSONObject) throws(RequestError) -> Search {
        let reader = RequestReader(json)
        let resource = try reader.need(try reader.object("resource"), "resource")
        return try Search(
            .resources(
                type: try resource.string("type"),
                properties: try resource.properties(),
                try reader.need(try reader.subject(), "subject"),
                try reader.need(try reader.action(), "action")
            ),
            reader, leavesOpen: "resource"
        )
    }

    package static func actions(_ json: JSONObject) throws(RequestError) -> Search {
        let reader = RequestReader(json)
        return try Search(
            .actions(
                try reader.need(try reader.subject(), "subject"),
                try reader.need(try reader.resource(), "resource")
            ),
            reader, leavesOpen: "action"
        )
    }

    /// - Parameter open: the member that stands for what is sought.
    private init(_ sought: Sought, _ reader: RequestReader, leavesOpen open: String) throws(RequestError) {
        self.sought = sought
        context = try reader.context() ?? JSONObject()
        page = try Page(reader, of: SearchDigest(of: reader.object, leavingOpen: open))
    }
}
