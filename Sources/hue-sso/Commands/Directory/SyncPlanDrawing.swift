import Directory
import Identity
import Operations
import Permissions
import Wire

/// A plan's units as a tree: those that change with their marks, and what is above them.
///
/// `+` begins, `~` is renamed or moved, `-` ends, `⇒` is merged into another, `=` is as it was under another entry.
struct SyncPlanDrawing {
    /// The units as they will be, and those that end where they were; by the unit above.
    private var children: [UnitID?: [Node]] = [:]
    /// Whether a unit, or one below it, has a mark.
    private var isShown: Set<UnitID> = []

    private struct Node {
        let unit: Unit
        let mark: String
        /// What the line says behind the unit.
        let note: String
    }

    /// - Parameters:
    ///   - tree: the units as they are; `nil` before there are any.
    ///   - effect: what it does to people and grants, if that is known.
    init(_ plan: SyncPlan.Units, over tree: UnitTree?, _ effect: PlanEffect.Effect?) {
        var nodes: [UnitID: Node] = [:]
        for unit in tree?.units ?? [] { nodes[unit.id] = Node(unit: unit, mark: "", note: "") }
        for id in plan.rebound {
            guard let unit = nodes[id]?.unit else { continue }
            nodes[id] = Node(unit: unit, mark: "= ", note: " (mục mới trong thư mục · another entry)")
        }
        for unit in plan.begun { nodes[unit.id] = Node(unit: unit, mark: "+ ", note: "") }
        for change in plan.reordered {
            nodes[change.after.id] = Node(unit: change.after, mark: "~ ", note: ", thứ tự (order) \(change.orders)")
        }
        for change in plan.renamed {
            nodes[change.after.id] = Node(unit: change.after, mark: "~ ", note: " ← \(change.before.name)")
        }
        for change in plan.moved {
            let parents = [change.before, change.after].map { $0.parent?.text ?? "-" }.joined(separator: " → ")
            let name = change.before.name.hasSameBytes(as: change.after.name) ? "" : " ← \(change.before.name)"
            let companions = effect?.companionsText(of: change.after.id) ?? ""
            nodes[change.after.id] = Node(unit: change.after, mark: "~ ", note: "\(name), \(parents)\(companions)")
        }
        for unit in plan.ended {
            nodes[unit.id] = Node(unit: unit, mark: "- ", note: effect?.grantsText(of: unit.id) ?? "")
        }
        for merge in plan.merged {
            let grants = effect?.grantsText(of: merge.unit.id) ?? ""
            nodes[merge.unit.id] = Node(unit: merge.unit, mark: "⇒ ", note: " ⇒ \(merge.into)\(grants)")
        }
        for node in nodes.values where !node.mark.isEmpty {
            var unit: UnitID? = node.unit.id
            while let current = unit, isShown.insert(current).inserted { unit = nodes[current]?.unit.parent }
        }
        for node in nodes.values where isShown.contains(node.unit.id) {
            // A parent that nobody knows is drawn as a root: the findings say what is wrong.
            let parent = node.unit.parent.flatMap { nodes[$0] == nil ? nil : $0 }
            children[parent, default: []].append(node)
        }
        for parent in children.keys { children[parent]?.sort { $0.unit.precedes($1.unit) } }
    }

    var lines: [String] {
        var lines: [String] = []
        // Without recursion: the depth comes from outside.
        var stack = (children[nil] ?? []).reversed().map { (node: $0, branch: "", margin: "") }
        while let (node, branch, margin) = stack.popLast() {
            let name = node.unit.name.withInvisiblesWritten
            lines.append("\(branch)\(node.mark)\(name) [\(node.unit.id)]\(node.note.withInvisiblesWritten)")
            let below = children[node.unit.id] ?? []
            for (place, child) in below.enumerated().reversed() {
                let isLast = place == below.count - 1
                stack.append((child, margin + (isLast ? "└─ " : "├─ "), margin + (isLast ? "   " : "│  ")))
            }
        }
        return lines
    }
}

extension PlanEffect.Effect {
    fileprivate func companionsText(of unit: UnitID) -> String {
        guard let count = companions[unit], count > 0 else { return "" }
        return "; \(count) người đi cùng (people go with it)"
    }

    /// What ends with a unit, or goes on with another.
    fileprivate func grantsText(of unit: UnitID) -> String {
        let grants = grants(of: unit)
        return [
            (grants.ended, "quyền kết thúc (grants end)"),
            (grants.moved, "quyền chuyển theo khi duyệt (grants move on approval)"),
        ].map { ids, what in ids.isEmpty ? "" : "; \(ids.count) \(what): \(ids.listed)" }.joined()
    }
}

extension [GrantID] {
    fileprivate var listed: String {
        prefix(10).map(\.description).joined(separator: " ") + (count > 10 ? " …" : "")
    }
}
