import Wire

/// One question of a platform ("The Access Evaluation API Request").
package struct AuthZENEvaluation: Hashable, Sendable {
    package let subject: AuthZENSubject
    package let action: AuthZENAction
    package let resource: AuthZENResource
    package let context: JSONObject

    package init(
        subject: AuthZENSubject,
        action: AuthZENAction,
        resource: AuthZENResource,
        context: JSONObject = JSONObject()
    ) {
        self.subject = subject
        self.action = action
        self.resource = resource
        self.context = context
    }

    package init(_ json: JSONObject) throws(AuthZENError) {
        try self.init(AuthZENReader(json), defaults: nil)
    }

    /// A member that isn't there is taken from the defaults ("Default values").
    init(_ reader: AuthZENReader, defaults: AuthZENReader?) throws(AuthZENError) {
        subject = try reader.need(
            try reader.inheriting(defaults) { (reader) throws(AuthZENError) in try reader.subject() },
            "subject"
        )
        action = try reader.need(
            try reader.inheriting(defaults) { (reader) throws(AuthZENError) in try reader.action() },
            "action"
        )
        resource = try reader.need(
            try reader.inheriting(defaults) { (reader) throws(AuthZENError) in try reader.resource() },
            "resource"
        )
        let context = try reader.inheriting(defaults) { (reader) throws(AuthZENError) in try reader.context()
        }
        self.context = context ?? JSONObject()
    }
}
