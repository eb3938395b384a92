import AuthZEN
import Database
import Identity
import OpenIDConnect
import Permissions
import Storage
import Wire

/// A search, answered on one state of the permissions; and the people of whom the platform hears first by the answer, who
/// have to be remembered for it to be able to ask about them.
struct SearchSession: Sendable {
    let response: JSONObject
    private let introduced: [Introduction]

    private struct Introduction {
        let subject: String
        let person: PersonID
    }

    var mustBeWritten: Bool { !introduced.isEmpty }

    func write(in transaction: WriteTransaction, for asking: AskingPlatform) throws {
        for told in introduced {
            try transaction.subjects.remember(told.subject, of: told.person, for: asking.subjectType)
        }
    }

    // MARK: Answering

    /// The one refusal is a page token that names somebody of whom the platform was never told.
    static func answering(
        _ search: Search, by resolver: CallerResolver, in transaction: some Transaction
    ) throws -> Result<SearchSession, RequestError> {
        let point = resolver.asking.decisionPoint
        switch search.sought {
        case .subjects(let type, let action, let resource):
            guard type == CallerResolver.subjectType else {
                return .success(SearchSession(response: search.page.nothing, introduced: []))
            }
            return try page(
                search.page, of: point.subjects(action, on: resource), type, by: resolver, in: transaction)
        case .resources(let type, _, let subject, let action):
            let caller = try resolver.caller(CallerName(subject, search.context), in: transaction)
            let units = point.resources(type, for: caller, action)
            return .success(SearchSession(response: search.page.answer(units), introduced: []))
        case .actions(let subject, let resource):
            let caller = try resolver.caller(CallerName(subject, search.context), in: transaction)
            let functions = point.actions(for: caller, on: resource)
            return .success(SearchSession(response: search.page.answer(functions), introduced: []))
        }
    }

    /// A page of people, who are in the order of their ids. Only the people of the page are named, and whom an evaluation
    /// wouldn't know isn't found either.
    private static func page(
        _ page: Page, of people: [PersonID], _ type: String, by resolver: CallerResolver,
        in transaction: some Transaction
    ) throws -> Result<SearchSession, RequestError> {
        let sector = resolver.asking.subjectType
        var rest = people[...]
        if let after = page.after {
            guard let last = try transaction.subjects.find(after, of: sector)?.person else {
                return .failure(.badPageToken)
            }
            rest = people.drop { $0 <= last }
        }
        var named: [Introduction] = []
        while named.count < page.limit, let person = rest.popFirst() {
            guard try transaction.people.isEnabled(person) else { continue }
            named.append(Introduction(subject: resolver.subjects.subject(of: person, for: sector), person: person))
        }
        let part = named.map { JSONObject([("type", .string(type)), ("id", .string($0.subject))]) }
        var introduced: [Introduction] = []
        for told in named where try transaction.subjects.find(told.subject, of: sector) == nil {
            introduced.append(told)
        }
        return .success(
            SearchSession(
                response: page.answer(part, isLast: rest.isEmpty, endsAt: named.last?.subject),
                introduced: introduced))
    }
}
