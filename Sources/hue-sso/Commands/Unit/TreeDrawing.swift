import Directory

/// The lines between the units of a tree.
struct TreeDrawing {
    let tree: UnitTree
    let units: ArraySlice<Unit>

    func branch(of place: Int) -> String {
        guard place > units.startIndex else { return "" }
        return stems(of: place).dropLast().map { $0 ? "   " : "│  " }.joined() + (isLast(place) ? "└─ " : "├─ ")
    }

    func margin(of place: Int) -> String {
        let hasChildren = tree.ends[place] > place + 1
        return stems(of: place).map { $0 ? "   " : "│  " }.joined() + (hasChildren ? "│  " : "   ")
    }

    /// From below the top down to the unit itself: whether each is the last of its siblings.
    private func stems(of place: Int) -> [Bool] {
        var stems: [Bool] = []
        var current = place
        while current > units.startIndex, let parent = tree.parents[current] {
            stems.append(isLast(current))
            current = parent
        }
        return stems.reversed()
    }

    private func isLast(_ place: Int) -> Bool {
        tree.parents[place].map { tree.ends[place] == tree.ends[$0] } ?? true
    }
}
