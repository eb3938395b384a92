import Identity
import Operations
import Permissions
import Wire

/// How the people of an answer are called.
struct PersonLabels: Sendable {
    let labels: [PersonID: PersonLabel]

    func text(_ person: PersonID) -> String { labels[person]?.text ?? "?" }

    func json(_ person: PersonID) -> JSONValue {
        let label = labels[person]
        return [
            "id": .string(person.text),
            "name": label?.name.map(JSONValue.string) ?? .null,
            "username": label?.username.map(JSONValue.string) ?? .null,
            "enabled": .bool(label?.isEnabled ?? false),
        ]
    }

    func text(_ subject: GrantSubject) -> String {
        if case .person(let person) = subject { return text(person) }
        return subject.text ?? ""
    }

    /// The operators, where there is nobody.
    func text(giver person: PersonID?) -> String { person.map(text) ?? "(người vận hành / operators)" }
}

extension PersonLabel {
    fileprivate var text: String { (isEnabled ? "" : "(đã ngừng / disabled) ") + called }

    private var called: String {
        switch (name, username) {
        case (let name?, let username?): "\(name) (\(username))"
        case (let one?, nil), (nil, let one?): one
        case (nil, nil): "(chưa có tên / no name yet)"
        }
    }
}

extension Installation {
    /// The people of an answer, as administrators know them.
    func labels(of people: some Sequence<PersonID>) async throws -> PersonLabels {
        PersonLabels(labels: try await LabelPeople(self).run(Set(people)))
    }
}

extension PermissionState {
    func names(_ labels: PersonLabels) -> PermissionNames { names.with(people: labels.labels.mapValues(\.text)) }
}
