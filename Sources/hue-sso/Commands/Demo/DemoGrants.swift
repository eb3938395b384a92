import Directory
import Identity
import Permissions
import SampleCity

extension SampleCity.Grant {
    /// The grant of a line of the sample city's table.
    /// - Parameter people: by user name.
    func proposal(_ people: [String: PersonID]) throws(CommandFailure) -> GrantProposal {
        guard let extent = Reach.Extent(text: extent), let anchor = Reach.Anchor(text: anchor),
            let role = RoleID(role), let effect = RoleGrant.Effect(rawValue: effect),
            let period = Period(from: try typedMoment(from, "from"), until: try end())
        else { throw broken("không đọc được", english: "it can't be read") }
        var giver: PersonID?
        if let username = self.giver { giver = try person(username, people) }
        var subject = GrantSubject(text: self.subject)
        if subject == nil { subject = .person(try person(self.subject, people)) }
        guard let subject else { throw broken("không giao cho ai", english: "it is for nobody") }
        return GrantProposal(
            effect: effect, subject: subject, role: role, reach: Reach(extent, of: anchor), period: period,
            grantedBy: giver, reason: reason)
    }

    private func end() throws(CommandFailure) -> Instant? {
        guard let until else { return nil }
        return try typedMoment(until, "until")
    }

    private func person(_ username: String, _ people: [String: PersonID]) throws(CommandFailure) -> PersonID {
        guard let person = people[username] else {
            throw broken("không có ai tên là \(username)", english: "nobody is called \(username)")
        }
        return person
    }

    private func broken(_ vietnamese: String, english: String) -> CommandFailure {
        .badData(
            "thành phố mẫu, quyền ở dòng \(line): \(vietnamese)",
            english: "the sample city, grant of line \(line): \(english)")
    }
}
